"""Addresses of Delphi surveys and cross-impact workshops."""

from django.urls import URLPattern, path

from .views import delphi_desk as desk
from .views import delphi_mine as mine
from .views import delphi_results as results
from .views import delphi_surveys as surveys
from .views import delphi_workshops as workshops

delphi_patterns: list[URLPattern] = [
    path("", surveys.Surveys.as_view(), name="delphi_surveys"),
    path("new/", surveys.new, name="new_delphi"),
    path("mine/", mine.my_delphis, name="my_delphis"),
    path("mine/<int:pk>/", mine.my_delphi, name="my_delphi"),
    path("mine/<int:pk>/seat/<slug:step>/", mine.answer, name="delphi_seat"),
    path("mine/<int:pk>/<int:number>/", mine.statement, name="delphi_statement"),
    path("mine/<int:pk>/<int:number>/conflict/", mine.conflict, name="delphi_conflict"),
    path("workshops/<int:pk>/", workshops.workshop, name="workshop"),
    path("workshops/<int:pk>/mine/", workshops.mine, name="my_workshop"),
    path("workshops/<int:pk>/step/<slug:key>/", workshops.step, name="workshop_step"),
    path("<int:pk>/", results.results, name="delphi_results"),
    path("<int:pk>/results.<slug:kind>", results.download, name="delphi_download"),
    path("<int:pk>/desk/", desk.desk, name="delphi_desk"),
    path("<int:pk>/edit/", surveys.edit, name="edit_delphi"),
    path("<int:pk>/panel/", desk.panel, name="delphi_panel"),
    path("<int:pk>/panel/remind/", desk.remind, name="delphi_remind"),
    path("<int:pk>/panel/<int:seat>/withdraw/", desk.withdraw, name="delphi_withdraw"),
    path("<int:pk>/panel/<int:seat>/replace/", desk.replace, name="delphi_replace"),
    path("<int:pk>/statements/new/", surveys.statement, name="new_delphi_statement"),
    path("<int:pk>/statements/many/", surveys.statements, name="new_delphi_statements"),
    path("<int:pk>/statements/<int:number>/", surveys.statement, name="edit_delphi_statement"),
    path("<int:pk>/statements/<int:number>/remove/", surveys.remove, name="remove_delphi_statement"),
    path("<int:pk>/reasons/<uuid:key>/hide/", desk.hide, name="hide_delphi_reason"),
    path("<int:pk>/step/<slug:key>/", desk.step, name="delphi_step"),
    path("<int:pk>/workshops/new/", workshops.new, name="new_workshop"),
]
