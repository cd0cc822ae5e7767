from django.urls import path

from comity.operations.contributions.views import deciding, filing, listing, parting, reading, together, writing


app_name = "contributions"
urlpatterns = [
    path("", listing.dashboard, name="dashboard"),
    path("begin/", writing.begin, name="begin"),
    path("new/<slug:kind>/", writing.new, name="new"),
    path("file/", filing.page, name="file"),
    path("files/<uuid:batch>/", listing.of_file, name="batch"),
    path("link/", writing.link, name="link"),
    path("change/<uuid:key>/", writing.change, name="change"),
    path("change/<uuid:key>/parts/<str:part>/", parting.change, name="part"),
    path("translate/<uuid:key>/", writing.translate, name="translate"),
    path("together/", together.steps, name="together"),
    path("<uuid:key>/", reading.page, name="page"),
    path("<uuid:key>/write/", writing.write, name="write"),
    path("<uuid:key>/exhibit/", deciding.exhibit, name="exhibit"),
    path("<uuid:key>/comment/", deciding.comment, name="comment"),
    path("<uuid:key>/settle/<int:number>/", deciding.settle, name="settle"),
    path("<uuid:key>/<slug:step>/", deciding.step, name="step"),
]
