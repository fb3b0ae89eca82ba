// Two pages of one session at two server processes; what is said on the first is answered on both:
// node two_pages.mjs <url> <other url> <message>
import { io } from "socket.io-client";

const [url, other, message] = process.argv.slice(2);
const next = (socket, name) => new Promise((resolve) => socket.once(name, resolve));

async function open(address, session) {
  const socket = io(address, { path: "/socket.io", reconnection: false });
  socket.on("connect_error", (error) => { console.error(error.message); process.exit(1); });
  await next(socket, "connect");
  socket.emit("session_request", { session_id: session });
  return [socket, await next(socket, "session_confirm")];
}

const [first, session] = await open(url, null);
const [second] = await open(other, session);
const heard = { one: next(first, "bot_uttered"), other: next(second, "bot_uttered") };
first.emit("user_uttered", { message, session_id: session });
for (const name of ["one", "other"]) console.log(JSON.stringify([name, await heard[name]]));
first.close();
second.close();
