/** The widget runs in a browser: its files see the names of one. */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
