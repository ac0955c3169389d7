// The card that asks how it was: one tap a question, stored at once, the next question after the answer.

import { h, icon } from "./dom.js";

const QUESTIONS = { goal: [1, 5], ease: [1, 5], feeling: [1, 5], recommend: [0, 10] };

export class SurveyCard {
  /** `door` asks the server; `words` says things. */
  constructor(words, door, message) {
    Object.assign(this, { words, door, message, survey: message.survey, draft: "", storing: 0, node: h("section", { class: "rate" }) });
    this.node.setAttribute("aria-label", message.text);
    this.intro = message.text;
    this.draw();
  }

  /** What the server says of the answers. It may have been said before the last one: an answer once given stays. */
  update(message) {
    this.message = message;
    if (this.storing) return;
    const { survey } = this;
    const told = { ...message.survey, words: message.survey.words || survey.words };
    for (const question of Object.keys(QUESTIONS)) told[question] ??= survey[question];
    if (JSON.stringify(told) === JSON.stringify(survey)) return;
    this.survey = told;
    this.draw();
  }

  async answer(question, value) {
    const before = this.survey;
    this.survey = { ...before, [question]: value };
    this.draw(question, value);
    await this.store(before, "answers", { question, value });
  }

  async tell() {
    const text = this.draft.trim();
    if (!text) return;
    const before = this.survey;
    this.survey = { ...before, words: true };
    this.draw();
    await this.store(before, "words", { text });
  }

  async store(before, what, body) {
    this.storing += 1;
    try {
      const stored = await this.door.ask("POST", `/surveys/${this.survey.id}/${what}`, body);
      this.message.survey = stored;
      this.problem = null;
    } catch (error) {
      this.survey = before;
      this.problem = Object.values(error.fields ?? {})[0] ?? this.words("rate-failed");
      this.draw();
    } finally {
      this.storing -= 1;
    }
    this.update(this.message);
  }

  /** Draw again. The button of `question` and `value` keeps the focus. */
  draw(question, value) {
    const asked = Object.keys(QUESTIONS);
    const open = asked.findIndex((one) => this.survey[one] === null);
    const upTo = open === -1 ? asked.length : open + 1;
    const done = open === -1;
    this.node.replaceChildren(
      h("p", { class: "intro" }, this.intro),
      ...asked.slice(0, upTo).map((one) => this.question(one)),
      ...(this.survey.goal !== null ? [this.survey.words ? null : this.wordsForm()] : []).filter(Boolean),
      h("p", { class: "thanks", role: "status" }, ...this.thanks(done)),
    );
    if (question) this.node.querySelector(`[data-question="${question}"][data-value="${value}"]`)?.focus();
  }

  thanks(done) {
    if (this.problem) return [h("span", { class: "bad" }, this.problem)];
    if (this.survey.words) return [icon("check"), this.words("rate-thanks-words")];
    return done ? [icon("check"), this.words("rate-thanks")] : [];
  }

  question(name) {
    const [low, high] = QUESTIONS[name];
    const ends = { [low]: this.words(`rate-${name}-low`), [high]: this.words(`rate-${name}-high`) };
    const choices = Array.from({ length: high - low + 1 }, (_, i) => low + i).map((value) =>
      h(
        "button",
        {
          type: "button",
          "data-question": name,
          "data-value": value,
          "aria-pressed": String(this.survey[name] === value),
          "aria-label": ends[value] ? `${value}, ${ends[value]}` : null,
          onclick: () => this.answer(name, value),
        },
        String(value),
      ),
    );
    return h(
      "fieldset",
      {},
      h("legend", {}, this.words(`rate-${name}`)),
      h("div", { class: high > 5 ? "eleven" : "five" }, choices),
      h("div", { class: "ends", "aria-hidden": "true" }, h("span", {}, ends[low]), h("span", {}, ends[high])),
    );
  }

  wordsForm() {
    const field = h("textarea", {
      rows: "2",
      maxlength: "4000",
      placeholder: this.words("rate-words-hint"),
      "aria-label": this.words("rate-words"),
      oninput: () => (this.draft = field.value),
    });
    field.value = this.draft;
    const send = (event) => {
      event.preventDefault();
      this.tell();
    };
    return h(
      "form",
      { class: "words", onsubmit: send },
      h("p", { class: "ask" }, this.words("rate-words")),
      field,
      h("button", { class: "quiet", type: "submit" }, this.words("rate-send")),
    );
  }
}
