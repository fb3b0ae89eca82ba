// One conversation over socket.io-client, as lines of JSON: node conversation.mjs <url> <session|null> <message>…
import { io } from "socket.io-client";

const [url, session, ...messages] = process.argv.slice(2);
const socket = io(url, { path: "/socket.io", reconnection: false });
const print = (name, data) => console.log(JSON.stringify([name, data]));
const next = (name) => new Promise((resolve) => socket.once(name, resolve));

socket.on("connect_error", (error) => { print("error", error.message); process.exit(1); });
socket.on("bot_uttered", (message) => print("bot_uttered", message));
socket.on("connect", async () => {
  socket.emit("session_request", { session_id: session === "null" ? null : session });
  const id = await next("session_confirm");
  print("session_confirm", id);
  for (const message of messages) {
    const answered = next("bot_uttered");
    socket.emit("user_uttered", { message, session_id: id, customData: { language: "zh" } });
    await answered;
  }
  socket.close();
});
