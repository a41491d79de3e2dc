import django.contrib.auth.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Division',
            fields=[
                ('code', models.CharField(max_length=6, primary_key=True, serialize=False, verbose_name='GB/T 2260 code')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('name_en', models.CharField(max_length=60, verbose_name='English name')),
                ('level', models.CharField(choices=[('province', 'Province'), ('city', 'City'), ('county', 'County')], max_length=10, verbose_name='level')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.division')),
            ],
            options={
                'verbose_name': 'division',
                'verbose_name_plural': 'divisions',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('province', 'Provincial authority'), ('city', 'City authority'), ('county', 'County authority'), ('alliance', 'Alliance'), ('enterprise', 'Enterprise'), ('experts', 'Expert register'), ('oversight', 'Oversight and administration')], max_length=12, verbose_name='kind')),
                ('code', models.CharField(help_text='Division code, or 统一社会信用代码 of an enterprise.', max_length=24, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=160, verbose_name='English name')),
                ('office', models.CharField(blank=True, max_length=120, verbose_name='office')),
                ('postal_address', models.CharField(blank=True, max_length=200, verbose_name='postal address')),
                ('postcode', models.CharField(blank=True, max_length=6, verbose_name='postcode')),
                ('telephone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('division', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='accounts.division')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(max_length=60, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='user name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('name', models.CharField(max_length=60, verbose_name='full name')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('role', models.CharField(choices=[('enterprise', 'Enterprise'), ('county', 'County officer'), ('city', 'City officer'), ('province', 'Province officer'), ('objections', 'Objection officer'), ('alliance', 'Alliance staff'), ('expert', 'Expert'), ('auditor', 'Auditor'), ('system_admin', 'System administrator'), ('security_admin', 'Security administrator')], max_length=16, verbose_name='role')),
                ('language', models.CharField(choices=[('zh-hans', '中文'), ('en', 'English')], default='zh-hans', max_length=10, verbose_name='language of mails')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('date_joined', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='accounts.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
                'ordering': ['username'],
            },
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['kind', 'division'], name='organisation_kind_division'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('is_superuser', False)), name='nobody_is_a_superuser'),
        ),
    ]
