// Swagger UI asks an outside service to validate the document unless validatorUrl is null.
const place = document.getElementById('swagger-ui')
window.SwaggerUIBundle({
  url: place.dataset.specUrl,
  domNode: place,
  deepLinking: true,
  validatorUrl: null
})
