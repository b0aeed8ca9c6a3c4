// A module, so a browser too old for modules simply gets the page without scripts. The classes are set here and not
// by an inline script because the content security policy allows none.
import { initAll } from './govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()
