import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(db_index=True)),
            ],
            options={
                'ordering': ['since'],
            },
        ),
        migrations.CreateModel(
            name='MadeUpOutage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateTimeField(unique=True)),
                ('end', models.DateTimeField()),
                ('days', models.PositiveSmallIntegerField()),
                ('settled_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['start'],
            },
        ),
        migrations.CreateModel(
            name='ScheduleRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, unique=True, verbose_name='scheduled task')),
                ('last_at', models.DateTimeField(null=True, verbose_name='last run')),
                ('lease_until', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='failures')),
                ('error', models.TextField(blank=True, verbose_name='error')),
            ],
            options={
                'verbose_name': 'scheduled task',
                'verbose_name_plural': 'scheduled tasks',
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='SealedMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handler', models.CharField(max_length=60, verbose_name='handler')),
                ('args', models.JSONField(default=dict, verbose_name='arguments')),
                ('once', models.CharField(blank=True, max_length=160, null=True, unique=True)),
                ('status', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('dead', 'Failed for good')], default='queued', max_length=8, verbose_name='status')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('created_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
            ],
            options={
                'verbose_name': 'job',
                'verbose_name_plural': 'jobs',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['status', 'due_at'], name='job_due'), models.Index(condition=models.Q(('status', 'running')), fields=['lease_until'], name='job_lease')],
            },
        ),
        migrations.CreateModel(
            name='InboxItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('params', models.JSONField(default=dict)),
                ('link', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('unread', models.BooleanField(default=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inbox', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-unread', '-at', '-id'],
                'indexes': [models.Index(fields=['user', '-unread', '-at', '-id'], name='inbox_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('read_at__isnull', True), ('unread', True)), models.Q(('read_at__isnull', False), ('unread', False)), _connector='OR'), name='read_notices_say_when')],
            },
        ),
    ]
