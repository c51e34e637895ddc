"""The PostgreSQL extensions that name search needs; before any table with a trigram index."""

from django.contrib.postgres.operations import CreateExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    run_before = [("cases", "0001_initial")]
    operations = [TrigramExtension(), UnaccentExtension(), CreateExtension("fuzzystrmatch")]
