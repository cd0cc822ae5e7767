"""What the script of the sealed exchange asks of the host, without a language: public keys and sealed bytes."""

from django.urls import path

from comity.engines.exchange.views import between, keeping, keys, recovering, sending


app_name = "sealed"
urlpatterns = [
    path("between/card", between.card, name="card"),
    path("between/files", between.file, name="file"),
    path("between/files/<uuid:key>/<int:number>", between.piece, name="file-piece"),
    path("between/parcels", between.parcel, name="parcel"),
    path("mine", keys.mine, name="mine"),
    path("mine/key", keys.own_key, name="own-key"),
    path("mine/ways", keys.ways, name="ways"),
    path("log", keys.log, name="log"),
    path("logs/<slug:name>", keys.peer_log, name="peer-log"),
    path("directory", keys.directory, name="directory"),
    path("authorities/<int:pk>", keys.authority, name="authority"),
    path("authorities/<int:pk>/key", keys.change, name="change"),
    path("authorities/<int:pk>/admit", keys.admit, name="admit"),
    path("authorities/<int:pk>/cut-off", keys.cut_off, name="cut-off"),
    path("authorities/<int:pk>/recovery", recovering.prepare, name="prepare"),
    path("authorities/<int:pk>/recover", recovering.ask, name="recover"),
    path("recoveries/<uuid:key>", recovering.recovery, name="recovery"),
    path("recoveries/<uuid:key>/part", recovering.pass_on, name="part"),
    path("recoveries/<uuid:key>/done", recovering.done, name="recovered"),
    path("threads", sending.begin, name="begin"),
    path("threads/<uuid:key>", sending.thread, name="thread"),
    path("threads/<uuid:key>/envelopes", sending.send, name="send"),
    path("envelopes/<uuid:key>", sending.envelope, name="envelope"),
    path("envelopes/<uuid:key>/receipts", sending.receipt, name="receipt"),
    path("attachments", keeping.begin, name="attach"),
    path("attachments/<uuid:key>", keeping.attachment, name="attachment"),
    path("attachments/<uuid:key>/done", keeping.done, name="attached"),
    path("attachments/<uuid:key>/<int:number>", keeping.piece, name="piece"),
    path("drafts", keeping.drafts, name="drafts"),
    path("drafts/remove", keeping.remove_draft, name="remove-draft"),
]
