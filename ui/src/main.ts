// Starts the page: one component in the window.
import { mount } from "svelte";
import App from "./app/App.svelte";
import "./shared/styles/all.css";

const target = document.getElementById("app");
if (target) mount(App, { target });
