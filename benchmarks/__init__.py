"""Measurements. Figures are ratios or bytes; nothing here is a test."""
