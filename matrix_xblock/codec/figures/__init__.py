"""Figures about groups: releases as rows of the ledger."""
