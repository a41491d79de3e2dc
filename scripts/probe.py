"""Ask a web process of this machine whether it is ready; ends with 1 when it is not. For health checks."""

import http.client
import os
import sys


def main() -> int:
    web = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PROBE_PORT", "8000")), timeout=4)
    try:
        web.request("GET", "/readyz", headers={"Host": "localhost"})
        return 0 if web.getresponse().status == 200 else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
