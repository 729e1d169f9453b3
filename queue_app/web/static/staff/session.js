// The end of a session: signing out, and being told that one has been signed out.

import {api} from "app/api.js";
import {t} from "app/texts.js";
import {ask} from "app/staff/dialog.js";

const login = () => `/login?next=${encodeURIComponent(location.pathname)}`;

export async function signOut() {
  try {
    await api.del("/session");
  } finally {
    location.assign("/login");
  }
}

let told = false;

export async function signedOut() {
  if (told) return;
  told = true;
  await ask({
    title: t("You have been signed out"),
    text: t("Your session has ended. Sign in again to go on; your number stays at the counter."),
    choices: [{id: "login", words: t("Sign in")}],
    leave: t("Stay on this page"),
  }).then((answer) => answer && location.assign(login()));
  told = false;
}
