"""Thin views: gate, form, one service call, redirect."""
