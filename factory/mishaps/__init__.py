"""Accidents and near misses: what happened and where, never who was hurt or how."""
