/**
 * The workspace's `/local` API, and its refusals as sentences.
 */

/** A request that was refused or did not arrive; its message can be shown. */
export class Failed extends Error {
  /** @param {string} code @param {number} status 0 where there was no answer */
  constructor(code, status) {
    super(WORDS[code] ?? `That did not work (${code.replaceAll("_", " ")}).`);
    this.code = code;
    this.status = status;
  }
}

const WORDS = {
  offline: "The workspace does not answer. Is it still running?",
  not_in_channel: "You are not in this channel. Join it first.",
  is_archived: "This channel is archived.",
  unknown_command: "No app here has that command. Type / to see those there are.",
  not_in_threads: "Slack runs no slash commands in threads. Use it in the channel.",
  channel_not_found: "There is no such channel, or this member cannot see it.",
  message_not_found: "That message is gone.",
  thread_not_found: "That thread is gone.",
  user_not_found: "There is no such member.",
  cant_update_message: "Only your own messages can be edited.",
  cant_delete_message: "Only your own messages can be deleted.",
  no_such_action: "That element is gone; the message has changed.",
  not_found: "That form is gone.",
  no_text: "There is nothing to send yet.",
  msg_too_long: "That message is too long.",
  clock_not_turnable: "This workspace runs on real time.",
  nothing_next: "Nothing is planned yet. Set up a ritual first.",
  invalid_time: "That is not a time.",
  dispatch_failed: "The app is not connected, so nobody heard that.",
  operation_timeout: "The app did not answer in time.",
  invalid_name: "That cannot be a name.",
  invalid_name_specials: "A channel's name has small letters, digits, dashes and underscores only.",
  name_taken: "That name is taken.",
  invalid_zone: "There is no such time zone.",
  invalid_reaction: "There is no such emoji.",
};

/** GET `/local/<name>` as the object that it answers. Throws Failed. */
export function look(name, query) {
  return ask(`local/${name}?${new URLSearchParams(query)}`);
}

/** POST `/local/<name>`. Throws Failed, but returns a form's field errors. */
export function act(name, body) {
  return ask(`local/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function ask(path, options) {
  let response;
  let answer;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Failed("offline", 0);
  }
  try {
    answer = await response.json();
  } catch {
    throw new Failed(`status_${response.status}`, response.status);
  }
  if (!response.ok) throw new Failed(String(answer.error ?? `status_${response.status}`), response.status);
  return answer;
}
