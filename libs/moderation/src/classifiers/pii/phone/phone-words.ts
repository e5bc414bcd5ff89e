/** Words that say that a number is a phone number, in English, Dutch, German, French, Spanish, Portuguese, Italian and Chinese. */
export const phoneWords =
  /(?<![\p{L}\d])(?:(?:tele)?phones?|tel|call(?:ed|ing)?|cell(?:phone)?|mobiles?|mob|fax|answer(?:ed|ing|s)?|hotline|dial|whats ?app|wa\.me\/|sms|my number is|messages? (?:to|on|at)|telefoons?|mobiel|gsm|bel(?:len|t)?|belde|bereikbaar|bereiken|mijn nummer|appen|appje|telefon(?:isch)?|handy|mobil|ruf(?:en|t)?|anrufen|anruf|rufnummer|erreich\p{L}{0,6}|durchwahl|meine nummer|t[ée]l(?:[ée]phon\p{L}{1,3})?|appel\p{L}{0,4}|rappel\p{L}{0,4}|portable|joindre|joignable|mon num[ée]ro|fixe|tel[ée]fonos?|m[óo]vil|celular|ll[áa]m\p{L}{1,6}|mi n[úu]mero|locali[zs]\p{L}{1,5}|telefone|ligue|ligar|telem[óo]vel|meu n[úu]mero|telefoni|cellulare|chiam\p{L}{1,6}|mio numero|trov\p{L}{1,5}|recapito)(?:[ _-]?(?:numbers?|num|no|nr|nummer|number))?(?!\p{L})|电话|電話|手机|手機|号码|號碼|联系方式|联系|致电|拨打|座机|微信/giu;

/** Weaker words: they stand beside many other numbers too, so the number must be written in groups. */
export const weakPhoneWords =
  /(?<![\p{L}\d])(?:text|reach|ring|contact|phoned|nummer|num[ée]ro|n[úu]meros?)(?!\p{L})/giu;

/** Words behind a phone number that say of which kind it is. */
export const phoneWordBehind =
  /^[\s\-,(]{0,3}(?:office|fax|mobile|cell|home|work|desk|phone|mobiel|thuis|werk|privat|mobil|portable|m[óo]vil)(?!\p{L})/iu;
