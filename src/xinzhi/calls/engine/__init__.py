"""Pure computation of the calls: who reviews what, and how near a reviewer's works are to an application."""
