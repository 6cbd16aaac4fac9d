"""Signing in by telephone number or user name and password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from hamkori.society.accounts import queries
from hamkori.society.accounts.models import User


class PhoneOrUserName(BaseBackend):
    """Answers at the same pace whether the person exists or not."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_kwargs: Any
    ) -> User | None:
        user = queries.user_for(username)
        if user is None or not user.has_usable_password():
            make_password(password)  # as slow as a check
            return None
        if not check_password(password, user.password) or not user.is_active:
            return None
        return user

    def get_user(self, user_id: int) -> User | None:
        return queries.active_user(user_id)
