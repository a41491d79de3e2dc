from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ConfirmedYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True, verbose_name='year')),
                ('notice', models.CharField(max_length=160, verbose_name='by which notice')),
                ('confirmed_at', models.DateTimeField(verbose_name='confirmed')),
            ],
            options={
                'verbose_name': 'confirmed year',
                'verbose_name_plural': 'confirmed years',
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='DayOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True, verbose_name='date')),
                ('working', models.BooleanField(verbose_name='working day')),
                ('note', models.CharField(max_length=160, verbose_name='by which notice')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'day set by notice',
                'verbose_name_plural': 'days set by notice',
                'ordering': ['date'],
            },
        ),
    ]
