from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Root',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField(unique=True)),
                ('count', models.PositiveIntegerField()),
                ('merkle', models.CharField(max_length=64)),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='AccessLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.BigIntegerField()),
                ('actor_role', models.CharField(max_length=16)),
                ('kind', models.CharField(max_length=32)),
                ('object_id', models.CharField(max_length=64)),
                ('what', models.CharField(max_length=48)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['kind', 'object_id'], name='access_log_object'), models.Index(fields=['actor', '-id'], name='access_log_actor')],
            },
        ),
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('chain_id', models.CharField(max_length=64)),
                ('length', models.PositiveIntegerField(default=0)),
                ('head', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'chain_id'), name='one_chain')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('chain_id', models.CharField(max_length=64)),
                ('sequence', models.PositiveIntegerField()),
                ('action', models.CharField(max_length=48)),
                ('actor', models.BigIntegerField(null=True)),
                ('actor_role', models.CharField(blank=True, max_length=16)),
                ('actor_organisation', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('data', models.JSONField(default=dict)),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('version', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['at'], name='event_at'), models.Index(fields=['actor'], name='event_actor'), models.Index(fields=['hash'], name='event_hash')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'chain_id', 'sequence'), name='one_event_per_link')],
            },
        ),
    ]
