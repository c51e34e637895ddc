"""Test data: the partnership's agencies and personas, people, children, referrals."""
