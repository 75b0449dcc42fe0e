"""The frames of RFC 6455: its own examples (section 5.7), pieces of every size, and what must be refused."""

import random
import struct
import unittest

from reflex.agent.live.frames import CLOSE, LONGEST_MESSAGE, PING, PONG, TEXT, Closed, Control, Decoder, ProtocolError, encode

HELLO = bytes.fromhex("810548656c6c6f")


def server_frame(opcode, payload, is_last=True):
    head = bytes([(0x80 if is_last else 0) | opcode])
    size = len(payload)
    if size < 126:
        return head + bytes([size]) + payload
    return head + (struct.pack("!BH", 126, size) if size < 65536 else struct.pack("!BQ", 127, size)) + payload


class Frames(unittest.TestCase):
    def test_the_examples_of_the_standard(self) -> None:
        self.assertEqual(encode(TEXT, b"Hello", bytes.fromhex("37fa213d")), bytes.fromhex("818537fa213d7f9f4d5158"))
        self.assertEqual(Decoder().feed(HELLO), ["Hello"])
        self.assertEqual(Decoder().feed(bytes.fromhex("010348656c80026c6f")), ["Hello"])
        self.assertEqual(Decoder().feed(bytes.fromhex("890548656c6c6f")), [Control(PING, b"Hello")])

    def test_a_client_masks_with_another_key_each_time_and_marks_every_length(self) -> None:
        for size in (0, 1, 125, 126, 65535, 65536):
            frame, again = encode(TEXT, b"x" * size), encode(TEXT, b"x" * size)
            length = frame[1] & 0x7F
            start = 2 + {126: 2, 127: 8}.get(length, 0)
            key, masked = frame[start : start + 4], frame[start + 4 :]
            self.assertTrue(frame[1] & 0x80)
            self.assertEqual(bytes(byte ^ key[at % 4] for at, byte in enumerate(masked)), b"x" * size)
            self.assertNotEqual(frame[start : start + 4], again[start : start + 4])

    def test_any_pieces_give_the_same_messages(self) -> None:
        long = "é" * 40_000
        stream = b"".join(
            [
                server_frame(TEXT, b"one"),
                server_frame(TEXT, "t\u00f6".encode()[:2], is_last=False),
                server_frame(PING, b"are you there"),
                server_frame(0, "t\u00f6".encode()[2:]),
                server_frame(TEXT, long.encode()),
                server_frame(PONG, b""),
                server_frame(CLOSE, struct.pack("!H", 1012) + b"again"),
                HELLO,
            ]
        )
        wanted = ["one", Control(PING, b"are you there"), "tö", long, Control(PONG, b""), Closed(1012, "again")]
        chance = random.Random(7)
        for longest in (1, 2, 3, 7, 1000, len(stream)):
            decoder, seen, at = Decoder(), [], 0
            while at < len(stream):
                size = chance.randint(1, longest)
                seen += decoder.feed(stream[at : at + size])
                at += size
            self.assertEqual(seen, wanted, "nothing is read after a close")

    def test_what_breaks_the_standard_is_refused_with_its_close_code(self) -> None:
        for name, data, code in (
            ("a masked frame", encode(TEXT, b"x"), 1002),
            ("a reserved bit", b"\xc1\x00", 1002),
            ("an unknown opcode", b"\x83\x00", 1002),
            ("a ping in pieces", b"\x09\x00", 1002),
            ("a long ping", b"\x89\x7e\x00\x7e", 1002),
            ("a continuation of nothing", server_frame(0, b"x"), 1002),
            ("a message within a message", server_frame(TEXT, b"x", is_last=False) + HELLO, 1002),
            ("no UTF-8", server_frame(TEXT, b"\xff"), 1007),
            ("a half character", server_frame(TEXT, b"\xc3"), 1007),
            ("binary", server_frame(2, b"x"), 1003),
            ("a close of one byte", server_frame(CLOSE, b"x"), 1002),
            ("too long at once", b"\x81\x7f" + struct.pack("!Q", LONGEST_MESSAGE + 1), 1009),
            ("too long in pieces", server_frame(TEXT, b"x" * LONGEST_MESSAGE, is_last=False) + server_frame(0, b"x"), 1009),
        ):
            with self.subTest(name), self.assertRaises(ProtocolError) as caught:
                Decoder().feed(data)
            self.assertEqual(caught.exception.code, code)

    def test_a_close_may_say_nothing(self) -> None:
        self.assertEqual(Decoder().feed(server_frame(CLOSE, b"")), [Closed(1005, "")])


if __name__ == "__main__":
    unittest.main()
