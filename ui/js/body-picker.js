// A field for a commission or court: while words are typed, the bodies that fit are offered below it. Without this
// script the words are sent with the form, and the page asks which body is meant.
import { combobox } from './combobox.js'

function enhance (input) {
  input.removeAttribute('list')
  const textOf = (body) => `${body.name} (${body.code})`
  combobox(input, {
    address: input.dataset.suggest,
    shortest: 2,
    offersOf: (answer) => answer.bodies,
    textOf,
    chosen (body, say) {
      input.value = body.code
      say(textOf(body))
      const hint = document.getElementById(`${input.id}-hint`)
      if (hint) hint.textContent = body.name
      input.dispatchEvent(new Event('change', { bubbles: true }))
    }
  })
}

document.querySelectorAll('[data-suggest]').forEach(enhance)
