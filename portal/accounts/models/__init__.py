from portal.accounts.models.organisation import Division, Organisation
from portal.accounts.models.user import User

__all__ = ["Division", "Organisation", "User"]
