// A module, so a browser too old for modules simply gets the page without scripts. The classes are set here and not
// by an inline script because the content security policy allows none.
import { initAll } from './govuk-frontend.min.js?v=03560aaedbb4'

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

// Dragging over a page fills in the area; the numbers can be typed as well.
for (const page of document.querySelectorAll('svg[data-page]')) {
  let from = null
  const place = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(page.getScreenCTM().inverse())
  const fill = (name, value) => { const field = document.getElementById(name); if (field) field.value = value }
  page.addEventListener('pointerdown', (event) => { from = place(event); event.preventDefault() })
  page.addEventListener('pointerup', (event) => {
    if (!from) return
    const to = place(event)
    fill('page', page.dataset.page)
    fill('left', Math.min(from.x, to.x).toFixed(1))
    fill('right', Math.max(from.x, to.x).toFixed(1))
    fill('top', Math.min(from.y, to.y).toFixed(1))
    fill('bottom', Math.max(from.y, to.y).toFixed(1))
    from = null
  })
}
