"""The addresses at which programs find the log's key, checkpoints and proofs, and at which a witness listens."""

from django.urls import path

from comity.base.audit.views import machines


app_name = "audit-machines"
urlpatterns = [
    path("key", machines.key, name="key"),
    path("checkpoint", machines.checkpoint, name="checkpoint"),
    path("consistency/<int:first>/<int:second>", machines.consistency, name="consistency"),
    path("verify_log.py", machines.program, name="program"),
    path("witness/key", machines.witness_key, name="witness-key"),
    path("witness/add-checkpoint", machines.add_checkpoint, name="add-checkpoint"),
]
