from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('press', '0002_sent_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='purge',
            name='paths',
            field=models.JSONField(default=list),
        ),
    ]
