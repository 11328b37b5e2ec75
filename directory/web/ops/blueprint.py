"""The blueprint of operations."""

from flask import Blueprint

ops = Blueprint("ops", __name__)
