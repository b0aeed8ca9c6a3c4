// Forms with data-passkey: the browser makes ("create") or uses ("get") a passkey, and its answer is posted with the
// form. Without this script, or where the browser knows no passkeys, the forms stay hidden and codes do the same.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const described = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }))

function readable (options) {
  const known = { ...options, challenge: bytes(options.challenge) }
  if (options.user) known.user = { ...options.user, id: bytes(options.user.id) }
  if (options.excludeCredentials) known.excludeCredentials = described(options.excludeCredentials)
  if (options.allowCredentials) known.allowCredentials = described(options.allowCredentials)
  return known
}

function sendable (credential) {
  const answer = credential.response
  const response = { clientDataJSON: text(answer.clientDataJSON) }
  for (const part of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (answer[part]) response[part] = text(answer[part])
  }
  if (answer.getTransports) response.transports = answer.getTransports()
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} })
}

async function ask (form) {
  const answer = await fetch(form.dataset.options, { method: 'POST', headers: { 'X-CSRFToken': form.elements.csrf_token.value } })
  if (answer.redirected || !answer.ok) throw new Error(`options: ${answer.status}`)
  const publicKey = readable(await answer.json())
  form.elements.credential.value = sendable(await navigator.credentials[form.dataset.passkey]({ publicKey }))
  form.submit()
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll('form[data-passkey]') : []) {
  form.hidden = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const messages = form.querySelectorAll('[role=alert]')
    messages.forEach((message) => { message.hidden = true })
    ask(form).catch((error) => {
      form.querySelector(error.name === 'SecurityError' ? '[data-passkey-elsewhere]' : '[data-passkey-failed]').hidden = false
    })
  })
}
