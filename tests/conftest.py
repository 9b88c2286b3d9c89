"""Tests tell behaviour: each opens with one sentence of what a person sees."""
