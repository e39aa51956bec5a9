/** Ways to ask the shipped bot that its utterances do not contain, and what each means. */

/** What customers say, by what they mean; `FallbackIntent` is nothing the bot can do. */
export type Paraphrases = Readonly<Record<string, readonly string[]>>;

/** American English. */
export const ENGLISH: Paraphrases = {
  OrderStatus: [
    "could you tell me where my package is",
    "when is my stuff getting here",
    "my parcel still isn't here",
    "I'd like an update on my order",
    "did you ship my order already",
    "what's going on with my delivery",
  ],
  ChangeDeliveryDay: [
    "I need to move my delivery to a different day",
    "can you bring it on Thursday instead",
    "tomorrow does not work for me, please reschedule",
    "could I have my package delivered next Monday",
    "I'm away that day, can you deliver another day",
    "push my delivery back to the 12th",
  ],
  CancelOrder: [
    "please call off the order I placed",
    "I don't need that order any more",
    "get rid of my order",
    "I made a mistake, cancel that purchase",
    "I'd rather not get this order, cancel it please",
  ],
  OpeningHours: [
    "until what time are you open today",
    "do you open on Saturdays",
    "what are the business hours of your store",
    "how early do you open in the morning",
    "are you closed on holidays",
  ],
  TalkToPerson: [
    "let me speak with somebody",
    "I need a human being",
    "can you get me an agent",
    "I want to talk to someone real",
    "put me through to customer support",
    "I have a complaint, give me a representative",
  ],
  Goodbye: [
    "no, that was everything, thanks",
    "no, that will be all",
    "okay bye bye",
    "thank you, goodbye",
    "I'm good, thanks",
    "nope, nothing else",
  ],
  FallbackIntent: [
    "what is the capital of France",
    "sing me a song",
    "I would like a pizza with extra cheese",
    "it is raining outside",
    "asdf qwer zxcv",
    "the weather is nice",
  ],
};

/** The Spanish of the United States. */
export const SPANISH: Paraphrases = {
  OrderStatus: [
    "me puede decir dónde está mi paquete",
    "todavía no me llega el pedido",
    "quisiera saber cómo va mi pedido",
    "cuándo me llega el paquete",
    "ya mandaron mi pedido",
    "dónde anda mi entrega",
  ],
  ChangeDeliveryDay: [
    "necesito que me entreguen otro día",
    "puede traer el pedido el jueves",
    "quiero mover la entrega a otro día",
    "cámbiame la fecha de la entrega",
    "no estaré en casa ese día, reprogramen la entrega",
    "quiero recibir el paquete el lunes",
  ],
  CancelOrder: [
    "deseo cancelar mi compra",
    "anulen el pedido por favor",
    "ya no lo quiero, cancelen la orden",
    "me equivoqué con el pedido, cancélelo",
    "no quiero el pedido, cancelar",
  ],
  OpeningHours: [
    "a qué hora abren mañana",
    "qué horario tienen",
    "abren los sábados",
    "hasta qué hora abren hoy",
    "cuál es el horario de la tienda",
  ],
  TalkToPerson: [
    "páseme con una persona",
    "quiero que me atienda un humano",
    "necesito hablar con alguien",
    "comuníqueme con un representante por favor",
    "tengo una queja, quiero un agente",
    "puedo hablar con una persona real",
  ],
  Goodbye: [
    "no, eso sería todo",
    "no, muchas gracias por todo",
    "eso es todo, gracias",
    "nada más por hoy",
    "gracias, hasta luego",
    "bueno, adiós",
  ],
  FallbackIntent: [
    "cuál es la capital de Francia",
    "cántame una canción",
    "me gustaría una pizza con queso",
    "está lloviendo mucho",
    "el cielo es azul",
    "asdf qwer zxcv",
  ],
};
