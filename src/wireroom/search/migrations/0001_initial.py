import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("stories", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="DeskEntry",
            fields=[
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="desk_entry",
                        serialize=False,
                        to="stories.story",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="stories.story",
                    ),
                ),
            ],
        ),
    ]
