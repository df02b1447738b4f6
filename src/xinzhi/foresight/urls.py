"""Addresses of foresight."""

from django.urls import URLPattern, URLResolver, include, path

from .urls_delphi import delphi_patterns
from .views import candidates, corpora, drafting, edition, editions, feeds, runs, studies

app_name = "foresight"
urlpatterns: list[URLPattern | URLResolver] = [path("delphi/", include(delphi_patterns))]

# --- from corpus to list, studies
urlpatterns += [
    path("", editions.index, name="index"),
    path("corpora/", corpora.Corpora.as_view(), name="corpora"),
    path("corpora/new/", corpora.new, name="corpus_new"),
    path("corpora/<int:pk>/", corpora.corpus, name="corpus"),
    path("corpora/<int:pk>/run/", corpora.run, name="corpus_run"),
    path("runs/", corpora.Runs.as_view(), name="runs"),
    path("runs/<int:pk>/", runs.Run.as_view(), name="run"),
    path("runs/<int:pk>/region/", runs.region, name="region"),
    path("runs/<int:pk>/draft/", runs.draft, name="edition_new"),
    path("runs/<int:pk>/map.<str:kind>", runs.file, {"what": "map"}, name="map_file"),
    path("runs/<int:pk>/river.<str:kind>", runs.file, {"what": "river"}, name="river_file"),
    path("technologies/<int:pk>/", candidates.candidate, name="candidate"),
    path("technologies/<int:pk>/fan.<str:kind>", candidates.file, name="fan_file"),
    path("technologies/<int:pk>/<slug:verb>/", candidates.decide, name="candidate_decide"),
    path("editions/", editions.Editions.as_view(), name="editions"),
    path("editions/<int:pk>/", edition.Edition.as_view(), name="edition"),
    path("editions/<int:pk>/list.<str:kind>", edition.file, name="edition_file"),
    path("editions/<int:pk>/score/", edition.score, name="edition_score"),
    path("editions/<int:pk>/steps/<slug:key>/", edition.step, name="edition_step"),
    path("editions/<int:pk>/draft/", drafting.draft, name="draft"),
    path("editions/<int:pk>/draft/ask/", drafting.ask, name="ask_experts"),
    path("editions/<int:pk>/draft/add/", drafting.add, name="entry_add"),
    path("editions/<int:pk>/draft/<int:entry_pk>/", drafting.entry, name="entry"),
    path("editions/<int:pk>/draft/<int:entry_pk>/out/", drafting.out, name="entry_out"),
    path("editions/<int:pk>/draft/left/<int:exit_pk>/", drafting.explain, name="exit"),
    path("editions/<int:pk>/topics/", feeds.topics, name="topics"),
    path("editions/<int:pk>/topics/offer/", feeds.offer, name="topics_offer"),
    path("editions/<int:pk>/needs/", feeds.needs, name="needs"),
    path("studies/", studies.Studies.as_view(), name="studies"),
    path("studies/new/", studies.new, name="study_new"),
    path("studies/<int:pk>/", studies.study, name="study"),
    path("studies/<int:pk>/cover.docx", studies.document, name="study_file"),
    path("studies/<int:pk>/versions/", studies.version, name="study_version"),
    path("studies/<int:pk>/evidence/", studies.evidence, name="study_evidence"),
    path("studies/<int:pk>/evidence/cite/", studies.cite, name="study_cite"),
    path("studies/<int:pk>/evidence/<int:evidence_pk>/drop/", studies.drop, name="study_drop"),
    path("studies/<int:pk>/reviews/", studies.review, name="study_review"),
    path("studies/<int:pk>/steps/<slug:key>/", studies.step, name="study_step"),
]
