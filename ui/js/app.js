// A module, so a browser too old for modules simply gets the page without scripts. The classes are set here and not
// by an inline script because the content security policy allows none.
import { initAll } from './govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// Words selected in an original are what is to be masked: the field for them is filled.
document.addEventListener('selectionchange', () => {
  const words = document.getSelection()
  const phrase = document.getElementById('phrase')
  if (!phrase || words.isCollapsed) return
  const place = words.anchorNode instanceof Element ? words.anchorNode : words.anchorNode.parentElement
  if (!place?.closest('[data-markable]')) return
  phrase.value = words.toString().replace(/\s+/g, ' ').trim()
})
