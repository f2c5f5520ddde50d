import { mount } from "svelte";
import App from "./App.svelte";
import "./style.css";

const target = document.getElementById("app")!;
target.replaceChildren();
mount(App, { target });

// Makes every chapter available without the server from the next visit on. It can wait until this one is loaded.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  addEventListener("load", () =>
    setTimeout(() => {
      navigator.serviceWorker.register("./offline.js").catch(() => undefined);
    }, 2000),
  );
}
