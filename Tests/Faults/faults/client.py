"""Requests as browsers make them, over connections that are kept."""

import http.client
import json

from .collector import ORIGIN, SITE, expect

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

#: What a client meets when the server is killed or stops.
Unanswered = (OSError, http.client.HTTPException)


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)


class Client:
    """One connection, opened again where the server closed it."""

    def __init__(self, address, timeout=20, headers=None):
        self.connection = http.client.HTTPConnection(*address, timeout=timeout)
        self.headers = {"Origin": ORIGIN, "User-Agent": AGENT, **(headers or {})}

    def ask(self, method, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        if data is not None:
            more["Content-Type"] = "text/plain;charset=UTF-8"
        try:
            self.connection.request(method, path, body=data, headers={**self.headers, **more})
            response = self.connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except Unanswered:
            self.connection.close()
            raise
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def notice(self):
        answer = self.get(f"/v1/notice?site={SITE}")
        expect(answer.status == 200, f"the notice was answered with {answer.status}")
        return answer.json

    def close(self):
        self.connection.close()
