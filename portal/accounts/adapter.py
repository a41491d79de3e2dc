"""How allauth behaves here: nobody signs up without an organisation."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Enterprises register on their own page; officials are entered by the security administrator."""
        return False
