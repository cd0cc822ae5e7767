from django.urls import path

from comity.engines.questionnaires.views import (
    answering,
    bringing,
    editing,
    enclosed,
    paper,
    reading,
    responses,
    single,
    tables,
    trying,
)


# No code begins with an underscore, so that no questionnaire hides what stands before it.
app_name = "questionnaires"
urlpatterns = [
    path("", reading.listing, name="list"),
    path("_new/", bringing.bring, name="bring"),
    path("_responses/", responses.listing, name="responses"),
    path("_responses/<uuid:key>/", responses.page, name="response"),
    path("_responses/<uuid:key>/progress/", responses.progressed, name="progress"),
    path("_responses/<uuid:key>/gaps/", responses.falling_short, name="gaps"),
    path("_responses/<uuid:key>/files/<str:asked>/", enclosed.send, name="send-file"),
    path("_responses/<uuid:key>/save/", answering.save, name="save"),
    path("_responses/<uuid:key>/sections/<str:part>/", answering.section, name="section-answer"),
    path("_responses/<uuid:key>/sections/<str:part>/give/", responses.give, name="give"),
    path("_responses/<uuid:key>/take-back/<int:number>/", responses.take_back, name="take-section-back"),
    path("_responses/<uuid:key>/questions/<str:asked>/", single.question, name="answer"),
    path("_responses/<uuid:key>/paper/", paper.of_response, name="paper"),
    path("_responses/<uuid:key>/answers.json", paper.as_data, name="answers-data"),
    path("_responses/<uuid:key>/paper/<slug:form>/", paper.filled_file, name="paper-file"),
    path("<slug:code>/", reading.page, name="page"),
    path("<slug:code>/<str:edition>/", reading.page, name="edition"),
    path("<slug:code>/<str:edition>/changes/", reading.compared, name="changes"),
    path("<slug:code>/<str:edition>/preview/", trying.preview, name="preview"),
    path("<slug:code>/<str:edition>/file.<slug:form>", reading.file, name="file"),
    path("<slug:code>/<str:edition>/paper/", paper.of_version, name="paper"),
    path("<slug:code>/<str:edition>/paper/<slug:form>/", paper.empty_file, name="paper-file"),
    path("<slug:code>/<str:edition>/edit/", editing.edit, name="edit"),
    path("<slug:code>/<str:edition>/edit/whole/", editing.whole, name="whole"),
    path("<slug:code>/<str:edition>/edit/arrange/", editing.arrange, name="arrange"),
    path("<slug:code>/<str:edition>/edit/section/", editing.section, name="section-new"),
    path("<slug:code>/<str:edition>/edit/section/<str:part>/", editing.section, name="section"),
    path("<slug:code>/<str:edition>/edit/section/<str:part>/question/", editing.question, name="question-new"),
    path("<slug:code>/<str:edition>/edit/question/<str:asked>/", editing.question, name="question"),
    path("<slug:code>/<str:edition>/edit/question/<str:asked>/table/", tables.table, name="table"),
    path("<slug:code>/<str:edition>/step/<slug:step>/", editing.step, name="step"),
]
