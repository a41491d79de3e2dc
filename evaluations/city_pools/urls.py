"""The addresses of city pools: the enterprise's, the city's, the public ones."""

from django.urls import path

from evaluations.city_pools.views import admission, city, enterprise, public

urlpatterns = [
    path("city-pool/mine/", enterprise.mine, name="city_pool_mine"),
    path("city-pool/mine/apply/", enterprise.apply, name="city_pool_apply"),
    path("city-pool/mine/apply/save/", enterprise.apply_save, name="city_pool_apply_save"),
    path("city-pool/mine/<int:pk>/withdraw/", enterprise.withdraw, name="admission_withdraw"),
    path(
        "city-pool/mine/<int:pk>/files/<int:file>/remove/",
        enterprise.file_remove,
        name="admission_file_remove",
    ),
    path("city-pool/admissions/<int:pk>/", admission.admission, name="admission"),
    path("city-pool/admissions/<int:pk>/files/<int:file>/", admission.file, name="admission_file"),
    path("city-pool/", city.desk, name="city_pool_desk"),
    path("city-pool/decide/", city.decide, name="city_pool_decide"),
    path("city-pool/settings/", city.settings, name="city_pool_settings"),
    path("city-pool/lists/", city.publish, name="city_pool_publish"),
    path("city-pools/", public.city_pools, name="city_pools"),
    path("city-pools/outcomes/", public.outcomes, name="outcomes"),
    path("city-pools/<slug:code>/", public.city_pool, name="city_pool"),
    path("city-pools/<slug:code>/lists/<int:number>/", public.version, name="city_pool_version"),
    path(
        "city-pools/<slug:code>/lists/<int:number>.json", public.version_file, name="city_pool_version_file"
    ),
    path("city-pools/<slug:code>/policies/<int:pk>/", public.policy, name="public_policy"),
]
