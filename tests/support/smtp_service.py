"""A mail server (RFC 5321) for end-to-end scripts: `smtp_service.py FOLDER`.

Writes FOLDER/port when it listens. What it accepted is a line of FOLDER/mails each, on disk before it says so:
the recipient, a blank, the Message-ID; in FOLDER/whole, where that is, the mail itself, by its Message-ID. FOLDER/mode, read with every mail:
  ok            accepts
  slow          accepts, a moment later
  deferred      refuses the recipient for now (451)
  rejected      refuses the recipient for good (550)
  closing       says 421 instead of a greeting
  lost          takes the mail, and closes the connection without a word
"""
import os
import socketserver
import sys
import threading

folder = sys.argv[1]
lock = threading.Lock()
mails = os.open(os.path.join(folder, "mails"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def mode():
    with open(os.path.join(folder, "mode")) as file:
        return file.read().strip()


def keep(recipient, data):
    identity = ""
    for line in data.split(b"\r\n"):
        if line.lower().startswith(b"message-id:"):
            identity = line.split(b":", 1)[1].strip().decode()
            break
    whole = os.path.join(folder, "whole")
    if os.path.isdir(whole):
        with open(os.path.join(whole, identity.strip("<>")), "wb") as file:
            file.write(data)
    with lock:
        os.write(mails, f"{recipient} {identity}\n".encode())
        os.fdatasync(mails)


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")
        self.wfile.flush()

    def data(self):
        lines = []
        while True:
            line = self.rfile.readline()
            if not line:
                return None
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)

    def handle(self):
        try:
            self.talk()
        except ConnectionError:
            pass  # the other side was killed

    def talk(self):
        if mode() == "closing":
            return self.say("421 4.3.2 not now")
        self.say("220 test ESMTP")
        recipient = ""
        while True:
            line = self.rfile.readline()
            if not line:
                return
            word = line[:4].upper()
            if word == b"EHLO":
                self.wfile.write(b"250-test\r\n")
                self.say("250 8BITMIME")
            elif word == b"RCPT":
                recipient = line.decode().split("<", 1)[1].split(">", 1)[0]
                now = mode()
                if now == "deferred":
                    self.say("451 4.7.1 greylisted")
                elif now == "rejected":
                    self.say("550 5.1.1 no such user")
                else:
                    self.say("250 2.1.5 ok")
            elif word == b"DATA":
                self.say("354 go on")
                data = self.data()
                if data is None:
                    return
                now = mode()
                if now == "slow":
                    threading.Event().wait(0.02)
                keep(recipient, data)
                if now == "lost":
                    return
                self.say("250 2.0.0 Ok: queued as 4F2")
            elif word == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 2.0.0 ok")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128


with Server(("127.0.0.1", 0), Session) as server:
    with open(os.path.join(folder, "port.new"), "w") as file:
        file.write(str(server.server_address[1]))
    os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
    server.serve_forever()
