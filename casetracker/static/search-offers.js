// The search box: while words are typed, words, cases and bodies that go on like them are offered below it. Without
// this script the form is sent as it stands.
import { combobox } from './combobox.js?v=f5b880f592aa'

function enhance (input) {
  // A field of the type "search" may not be a combobox.
  input.type = 'text'
  input.setAttribute('autocomplete', 'off')
  input.setAttribute('enterkeyhint', 'search')
  combobox(input, {
    address: input.dataset.offers,
    shortest: 3,
    offersOf: (answer) => answer.offers,
    textOf: (offer) => offer.text,
    chosen (offer) {
      if (offer.href) return window.location.assign(offer.href)
      input.value = offer.words
      input.form.requestSubmit()
    }
  })
}

document.querySelectorAll('[data-offers]').forEach(enhance)
