from django.db import models


class Place(models.Model):
    """Somewhere that can have a law, be party to a treaty or send a request."""

    code = models.CharField(max_length=12, primary_key=True)
    kind = models.CharField(max_length=12)

    def __str__(self) -> str:
        return self.code
