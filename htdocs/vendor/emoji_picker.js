// The emoji picker (emoji-picker-element) with its words in our languages; loaded when somebody opens it.
export { default as german } from "emoji-picker-element/i18n/de";
export { default as english } from "emoji-picker-element/i18n/en";
export { Picker } from "emoji-picker-element";
