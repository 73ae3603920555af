"""A site of its own that embeds the collector, with the headers docs/embedding.md gives."""

import http.server
import json
import os
import re
import threading

from .collector import ROOT

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A site</title>{tag}</head>
<body><main><h1>A site of its own</h1><p><a href="/second">Second page</a></p></main></body>
</html>
"""
TAG = '<script defer src="{base}/assent.js" data-site="{site}" data-automation="allow"></script>'


def documented_policies(base):
    """The values of Content-Security-Policy in docs/embedding.md, for this collector."""
    with open(os.path.join(ROOT, "docs/embedding.md"), encoding="utf-8") as file:
        found = re.findall(r"^Content-Security-Policy: (.+)$", file.read(), re.M)
    return [policy.replace("https://stats.example.org", base) for policy in found]


def pinned_tag(collector, site):
    """The tag with the versioned address and its hash, as the manifest tells them."""
    manifest = json.loads(collector.get("/assent.manifest.json")[1])
    return (
        f'<script defer crossorigin="anonymous" integrity="{manifest["integrity"]}" '
        f'src="{collector.base}{manifest["client"]}" data-site="{site}" '
        'data-automation="allow"></script>'
    )


class Site:
    """Answers every path with one page; give it a tag before it is visited."""

    def __init__(self, place, host="127.0.0.1"):
        site = self
        self.tag = ""
        self.policies = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = PAGE.format(tag=site.tag).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                for policy in site.policies:
                    self.send_header("Content-Security-Policy", policy)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()

        def end():
            server.shutdown()
            server.server_close()
            thread.join()

        place.at_end(end)
        self.base = f"http://{host}:{server.server_port}"

    def embed(self, collector, site):
        self.tag = TAG.format(base=collector.base, site=site)
