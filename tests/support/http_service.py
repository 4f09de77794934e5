# A local HTTP service for end-to-end tests: http_service.py FOLDER. Writes its port to FOLDER/port, each request as
# a line of JSON to FOLDER/requests, and does what FOLDER/mode says when a request comes:
#   ok, a status (404), `slow` (answers after 3 s), `delay S`, `close` (no answer), `body TEXT`, `redirect URL`,
#   `twice STATUS` (that, the first two times of a path), `says STATUS TEXT`, `each [S]` (FOLDER/answers/N after S seconds,
#   the N-th time of a path; then the last again)
import http.server, json, os, socket, sys, threading, time

folder = sys.argv[1]
lock = threading.Lock()
seen = {}


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def answer(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode()
        with lock:
            seen[self.path] = seen.get(self.path, 0) + 1
            times = seen[self.path]
            with open(folder + '/requests', 'a') as log:
                log.write(json.dumps({'method': self.command, 'path': self.path, 'body': body,
                                      'headers': {k.lower(): v for k, v in self.headers.items()}}) + '\n')
        mode, _, rest = open(folder + '/mode').read().strip().partition(' ')
        status, text, extra = 200, json.dumps({'code': 'C' + self.path.rsplit('/', 1)[-1]}), {}
        if mode.isdigit():
            status, text = int(mode), 'status ' + mode
        elif mode == 'slow':
            time.sleep(3)
        elif mode == 'delay':
            time.sleep(float(rest))
        elif mode == 'close':
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        elif mode == 'body':
            text = rest
        elif mode == 'says':
            status, text = int(rest.split(' ', 1)[0]), rest.split(' ', 1)[1]
        elif mode == 'each':
            time.sleep(float(rest or 0))
            last = max(int(name) for name in os.listdir(folder + '/answers'))
            text = open(folder + '/answers/%d' % min(times, last)).read()
        elif mode == 'big':
            text = json.dumps({'code': 'x' * int(rest)})
        elif mode == 'redirect':
            status, text, extra = 302, '', {'Location': rest}
        elif mode == 'twice' and times <= 2:
            status, text, extra = int(rest), 'later', {'Retry-After': '1'}
        self.send_response(status)
        for name, value in extra.items():
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *ignored):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *ignored):  # a client that was killed
        pass


server = Server(('127.0.0.1', 0), Service)
with open(folder + '/port.new', 'w') as port:
    port.write(str(server.server_address[1]))
os.rename(folder + '/port.new', folder + '/port')
server.serve_forever()
