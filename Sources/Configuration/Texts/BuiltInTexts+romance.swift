/// Spanish, French, Italian, Portuguese, Romanian.
extension BuiltInTexts {
    static let spanish = texts(
        acceptAll: "Aceptar todo",
        rejectAll: "Rechazar todo",
        choose: "Elegir",
        save: "Guardar elección",
        close: "Cerrar",
        reopen: "Opciones de privacidad",
        alwaysOn: "Siempre activo",
        services: "Servicios y cookies",
        gpcHonored: "Solicitud de exclusión respetada: su navegador envía Global Privacy Control.",
        privacy: "Política de privacidad",
        changed:
            "Lo que le pedimos ha cambiado desde su última elección. Elija de nuevo, por favor.",
        record: "Su elección consta con este número:",
        failed: "No se ha podido registrar su elección. Inténtelo de nuevo.",
        placeholder: "Este contenido procede de otro sitio y espera su elección.",
        loadOnce: "Cargar una vez",
        loadAlways: "Cargar siempre",
        stillRuns:
            "Parte de lo que ha desactivado sigue funcionando en esta página hasta que se cargue de nuevo.",
        reload: "Volver a cargar la página"
    )

    static let french = texts(
        acceptAll: "Tout accepter",
        rejectAll: "Tout refuser",
        choose: "Choisir",
        save: "Enregistrer le choix",
        close: "Fermer",
        reopen: "Choix de confidentialité",
        alwaysOn: "Toujours actif",
        services: "Services et cookies",
        gpcHonored:
            "Demande d’opposition respectée : votre navigateur envoie le signal Global Privacy Control.",
        privacy: "Politique de confidentialité",
        changed:
            "Ce que nous vous demandons a changé depuis votre dernier choix. Veuillez choisir à nouveau.",
        record: "Votre choix est enregistré sous ce numéro :",
        failed: "Votre choix n’a pas pu être enregistré. Veuillez réessayer.",
        placeholder: "Ce contenu provient d’un autre site et attend votre choix.",
        loadOnce: "Charger une fois",
        loadAlways: "Toujours charger",
        stillRuns:
            "Une partie de ce que vous avez désactivé fonctionne encore sur cette page jusqu’à son rechargement.",
        reload: "Recharger la page"
    )

    static let italian = texts(
        acceptAll: "Accetta tutto",
        rejectAll: "Rifiuta tutto",
        choose: "Scegli",
        save: "Salva la scelta",
        close: "Chiudi",
        reopen: "Scelte sulla privacy",
        alwaysOn: "Sempre attivo",
        services: "Servizi e cookie",
        gpcHonored:
            "Richiesta di esclusione rispettata: il suo browser invia Global Privacy Control.",
        privacy: "Informativa sulla privacy",
        changed: "Ciò che le chiediamo è cambiato dalla sua ultima scelta. Scelga di nuovo.",
        record: "La sua scelta è registrata con questo numero:",
        failed: "Non è stato possibile registrare la sua scelta. Riprovi.",
        placeholder: "Questo contenuto proviene da un altro sito e attende la sua scelta.",
        loadOnce: "Carica una volta",
        loadAlways: "Carica sempre",
        stillRuns:
            "Parte di ciò che ha disattivato resta attiva in questa pagina finché non viene ricaricata.",
        reload: "Ricarica la pagina"
    )

    static let portuguese = texts(
        acceptAll: "Aceitar tudo",
        rejectAll: "Rejeitar tudo",
        choose: "Escolher",
        save: "Guardar escolha",
        close: "Fechar",
        reopen: "Opções de privacidade",
        alwaysOn: "Sempre ativo",
        services: "Serviços e cookies",
        gpcHonored: "Pedido de exclusão respeitado: o seu navegador envia Global Privacy Control.",
        privacy: "Política de privacidade",
        changed:
            "O que lhe pedimos mudou desde a sua última escolha. Por favor, escolha novamente.",
        record: "A sua escolha está registada com este número:",
        failed: "Não foi possível registar a sua escolha. Tente novamente.",
        placeholder: "Este conteúdo vem de outro site e aguarda a sua escolha.",
        loadOnce: "Carregar uma vez",
        loadAlways: "Carregar sempre",
        stillRuns:
            "Parte do que desativou continua a funcionar nesta página até que seja recarregada.",
        reload: "Recarregar a página"
    )

    static let romanian = texts(
        acceptAll: "Acceptă tot",
        rejectAll: "Respinge tot",
        choose: "Alege",
        save: "Salvează alegerea",
        close: "Închide",
        reopen: "Opțiuni de confidențialitate",
        alwaysOn: "Mereu activ",
        services: "Servicii și cookie-uri",
        gpcHonored:
            "Cererea de excludere este respectată: browserul dvs. trimite Global Privacy Control.",
        privacy: "Politica de confidențialitate",
        changed:
            "Ceea ce vă cerem s-a schimbat de la ultima dvs. alegere. Vă rugăm să alegeți din nou.",
        record: "Alegerea dvs. este înregistrată sub acest număr:",
        failed: "Alegerea dvs. nu a putut fi înregistrată. Vă rugăm să încercați din nou.",
        placeholder: "Acest conținut provine de pe alt site și așteaptă alegerea dvs.",
        loadOnce: "Încarcă o dată",
        loadAlways: "Încarcă mereu",
        stillRuns:
            "O parte din ceea ce ați dezactivat funcționează încă pe această pagină până la reîncărcare.",
        reload: "Reîncarcă pagina"
    )
}
