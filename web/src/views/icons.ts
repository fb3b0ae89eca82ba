import { html, type TemplateResult } from "lit";

const icon = (path: string): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;

export const heart = icon("M12 20s-7-4.2-7-9.6C5 7.7 7 5.8 9.2 5.8c1.2 0 2.2.6 2.8 1.5.6-.9 1.6-1.5 2.8-1.5C17 5.8 19 7.7 19 10.4 19 15.8 12 20 12 20zM12 9.5v5M9.5 12h5");
export const person = icon("M5 13v-1a7 7 0 0 1 14 0v1M5 13h2.5v5H6a1 1 0 0 1-1-1zM19 13h-2.5v5H18a1 1 0 0 0 1-1zM18 18c0 2-2 3-5 3");
export const letters = icon("M3 19 8 6l5 13M4.7 15h6.6M14.5 19l3.2-8.5L21 19M15.6 16h4.3");
export const bars = icon("M5 7h14M5 12h14M5 17h14");
export const cross = icon("M6 6l12 12M18 6 6 18");
export const arrow = icon("M12 19V5M6 11l6-6 6 6");
export const down = icon("M12 5v14M6 13l6 6 6-6");
export const microphone = icon("M12 4a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0v-5A2.5 2.5 0 0 0 12 4zM6 11.5a6 6 0 0 0 12 0M12 17.5V21");
export const copies = icon("M9 9h10v11H9zM15 9V4H5v11h4");
export const printer = icon("M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z");
export const picture = icon("M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01");
export const star = icon("M12 4l2.5 5.2 5.5.7-4 3.9 1 5.7-5-2.8-5 2.8 1-5.7-4-3.9 5.5-.7z");
export const phone = icon("M6 4h3l1.5 4.5L8.5 10a11 11 0 0 0 5.5 5.5l1.5-2L20 15v3a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2z");
export const pin = icon("M12 21s-6-5.5-6-11a6 6 0 0 1 12 0c0 5.5-6 11-6 11zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z");
export const book = icon("M5 5h5a2 2 0 0 1 2 2v12a2 2 0 0 0-2-1.5H5zM19 5h-5a2 2 0 0 0-2 2v12a2 2 0 0 1 2-1.5h5z");
export const alert = icon("M12 4 3 20h18zM12 10v4M12 17h.01");
export const shield = icon("M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6zM9 12l2 2 4-4");
