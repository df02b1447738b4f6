"""Django's migrate, quicker on an empty database."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


class Command(migrate.Command):
    """The same tables in another order: what points to accounts is changed before the rooms are there.

    Django renders anew, for every change of a model, all models that hang together with it. Nearly all hang together
    through the account, and packages that change their tables a dozen times come late in the alphabet.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate as asked; where everything is asked of an empty database, packages from elsewhere go first."""
        plain = not options["app_label"] and not any(options[n] for n in ("plan", "check_unapplied", "fake", "prune"))
        if plain and not options["fake_initial"]:
            self.verbosity = options["verbosity"]
            told: Any = self.migration_progress_callback
            executor = MigrationExecutor(connections[options["database"]], told)
            if not executor.loader.applied_migrations:
                leaves = executor.loader.graph.leaf_nodes()
                executor.migrate([leaf for leaf in leaves if not self._is_room(executor, leaf)])
        super().handle(*args, **options)

    @staticmethod
    def _is_room(executor: MigrationExecutor, leaf: tuple[str, str]) -> bool:
        return type(executor.loader.graph.nodes[leaf]).__module__.startswith("xinzhi.")
