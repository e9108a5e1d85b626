"""Rows of the board: what was posted, and what was taken down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.codec.plans.opportunity_kind import read_kind
from matrix_xblock.domain.plans.board import Post

__all__ = ["read_posts", "write_closing", "write_post"]

VERSION = 1


def write_post(post: Post) -> dict[str, Any]:
    """Write a post as a row."""
    return {
        "version": VERSION,
        "type": "posted",
        "id": post.id,
        "opportunity": post.type.value,
        "title": post.title,
        "detail": post.detail,
        "closes": iso(post.closes),
        "at": iso(post.at),
        "by": post.by,
        "by_id": post.by_id,
    }


def write_closing(post_id: str) -> dict[str, Any]:
    """Write that a post is taken down."""
    return {"version": VERSION, "type": "closed", "id": post_id}


def read_posts(bodies: Iterable[Mapping[str, Any]]) -> tuple[Post, ...]:
    """Read the board, latest post first. A row of a newer version is left out: it is no post yet.

    A post that was posted again under its id has the later words.
    """
    posts: dict[str, Post] = {}
    for body in bodies:
        reading = Reading.of(body)
        post_id = reading.text("id")
        if reading.integer("version") != VERSION:
            continue
        if reading.text("type") == "closed" and post_id in posts:
            posts[post_id] = replace(posts[post_id], is_closed=True)
        elif reading.text("type") == "posted":
            post = _post(reading)
            if not reading.problems:
                posts[post_id] = post
    return tuple(reversed(posts.values()))


def _post(reading: Reading) -> Post:
    return Post(
        id=reading.text("id"),
        type=read_kind(reading, "opportunity"),
        title=reading.text("title"),
        at=reading.needed_time("at"),
        detail=reading.text("detail"),
        closes=reading.day("closes"),
        by=reading.text("by"),
        by_id=reading.text("by_id"),
    )
