"""The sign-in library's forms with our words and the design system's fields."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from allauth.socialaccount.adapter import get_adapter as get_single_sign_on
from django.contrib.auth.password_validation import password_validators_help_texts
from django.forms import HiddenInput, JSONField

from safeguarding.ui.fields import CheckboxField, EmailField, GovukFormMixin, PasswordField, TextField


class NewPasswordField(PasswordField):
    """A password being chosen: it has to meet the rules."""

    user: Any = None

    def __init__(self, label: str = "New password", **kwargs: Any) -> None:
        """Take the words; browsers offer to make one up."""
        super().__init__(label, autocomplete="new-password", **kwargs)

    def clean(self, value: Any) -> str:
        """Return the password; raises ValidationError naming the rule it doesn't meet."""
        password: str = get_adapter().clean_password(super().clean(value), user=self.user)
        return password


class PasswordRules:
    """Mixin: the rules that a new password has to meet, one sentence each."""

    @property
    def password_rules(self) -> list[str]:
        """The rules in words, from the same settings that check them."""
        return password_validators_help_texts()


def _code(label: str, hint: str) -> TextField:
    return TextField(
        label,
        hint=hint,
        error_required="Enter the code",
        autocomplete="one-time-code",
        inputmode="text",
        spellcheck=False,
        max_length=40,
        width=10,
    )


class SignInForm(GovukFormMixin, account.LoginForm):
    """E-mail address and password."""

    use_required_attribute = False
    password = PasswordField("Password", error_required="Enter your password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields.pop("password")
        self.fields["login"] = EmailField(
            "Email address", autocomplete="username", error_required="Enter your email address"
        )
        self.fields["password"] = password

    def single_sign_on(self) -> list[dict[str, str]]:
        """The organisations' own sign-in pages as {name, href}: none unless one is configured."""
        providers = get_single_sign_on(self.request).list_providers(self.request)
        onward = self.request.GET.get("next") if self.request else None
        query = {"process": "login", **({"next": onward} if onward else {})}
        return [{"name": p.name, "href": p.get_login_url(self.request, **query)} for p in providers]


class ForgottenPasswordForm(GovukFormMixin, account.ResetPasswordForm):
    """Where to send the link to."""

    use_required_attribute = False
    email = EmailField("Email address", error_required="Enter your email address")


class ChooseNewPasswordForm(PasswordRules, GovukFormMixin, account.ResetPasswordKeyForm):
    """The new password, behind the link that was sent."""

    use_required_attribute = False
    password1 = NewPasswordField("New password", error_required="Enter a new password")
    password2 = PasswordField(
        "New password again", autocomplete="new-password", error_required="Enter the new password again"
    )


class ChangePasswordForm(PasswordRules, GovukFormMixin, account.ChangePasswordForm):
    """The old password and the new one."""

    use_required_attribute = False
    oldpassword = PasswordField("Current password", error_required="Enter your current password")
    password1 = NewPasswordField("New password", error_required="Enter a new password")
    password2 = PasswordField(
        "New password again", autocomplete="new-password", error_required="Enter the new password again"
    )


class SetPasswordForm(PasswordRules, GovukFormMixin, account.SetPasswordForm):
    """A first password, for someone who has so far signed in with their organisation's account."""

    use_required_attribute = False
    password1 = NewPasswordField("New password", error_required="Enter a new password")
    password2 = PasswordField(
        "New password again", autocomplete="new-password", error_required="Enter the new password again"
    )


class ConfirmPasswordForm(GovukFormMixin, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    use_required_attribute = False
    password = PasswordField("Password", error_required="Enter your password")


class SecondFactorForm(GovukFormMixin, mfa.AuthenticateForm):
    """A code of the authenticator app, or a recovery code."""

    use_required_attribute = False
    code = _code("Code", "From your authenticator app, or one of your recovery codes")


class ConfirmSecondFactorForm(GovukFormMixin, mfa.ReauthenticateForm):
    """A code once more, before something that matters."""

    use_required_attribute = False
    code = _code("Code", "From your authenticator app, or one of your recovery codes")


class SetUpAuthenticatorAppForm(GovukFormMixin, ActivateTOTPForm):
    """The first code of an authenticator app: proof that it works."""

    use_required_attribute = False
    code = _code("Code from the app", "6 digits")


class RemoveAuthenticatorAppForm(GovukFormMixin, DeactivateTOTPForm):
    """Nothing to fill in; it may still be refused."""


class NewRecoveryCodesForm(GovukFormMixin, GenerateRecoveryCodesForm):
    """Nothing to fill in; it may still be refused."""


class AddPasskeyForm(GovukFormMixin, AddWebAuthnForm):
    """A name for the passkey; the browser fills in the passkey itself."""

    use_required_attribute = False
    name = TextField(
        "Name of this passkey",
        hint="Such as “Work laptop”",
        required=False,
        mark_optional=False,
        max_length=100,
    )
    passwordless = CheckboxField(
        "Signing in",
        statement="I can sign in with this passkey alone, without my password",
        required=False,
        mark_optional=False,
    )
    credential = JSONField(
        widget=HiddenInput,
        error_messages={"required": "Your browser did not send a passkey. Try again, or use another way"},
    )


class RenamePasskeyForm(GovukFormMixin, EditWebAuthnForm):
    """Another name for a passkey."""

    use_required_attribute = False
    name = TextField(
        "Name of this passkey", hint="Such as “Work laptop”", error_required="Enter a name", max_length=100
    )
